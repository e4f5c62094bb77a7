%% One case of the actors bench on Erlang/OTP: the same as actor-load.ts. `bounded` mailboxes are counted with an atomic, as Erlang has
%% none: who finds 1,024 unread messages is refused, as there.
-module(otp_load).
-export([main/1]).
-define(BOUND, 1024).
-define(BATCH, 64).
-define(SENDERS, 8).

main([Case, Count, Bound]) ->
    put(bound, Bound),
    N = list_to_integer(Count),
    Body = binary:copy(<<"x">>, 64),
    run(Case, N div 5, Bound, Body),
    erlang:garbage_collect(),
    erlang:statistics(runtime),
    Began = erlang:monotonic_time(microsecond),
    {C0, _} = erlang:statistics(runtime),
    run(Case, N, Bound, Body),
    {C1, _} = erlang:statistics(runtime),
    Wall = (erlang:monotonic_time(microsecond) - Began) / 1000,
    io:format("{\"done\":~p,\"wallMs\":~.3f,\"cpuMs\":~p}~n", [N, Wall, C1 - C0]),
    halt(0).

run("ping-pong", N, Bound, Body) ->
    Me = self(),
    One = box(fun(Box) -> player(Box, Me) end, Bound),
    Other = box(fun(Box) -> player(Box, Me) end, Bound),
    ok = send(One, {ping, Other, N, Body}),
    receive done -> ok end,
    stop([One, Other]);
run("fan-in", N, Bound, _Body) ->
    Me = self(),
    Sink = box(fun(Box) -> sink(Box, Me, 0, N) end, Bound),
    Sources = [box(fun(Box) -> source(Box, Sink, 0, N div ?SENDERS, binary:copy(<<"x">>, 64)) end, Bound) || _ <- lists:seq(1, ?SENDERS)],
    [ok = send(Source, go) || Source <- Sources],
    receive done -> ok end,
    stop([Sink | Sources]);
run("ask", N, Bound, Body) ->
    Oracle = box(fun oracle/1, Bound),
    asks(Oracle, 0, N, Body),
    stop([Oracle]);
run("spawn", N, Bound, Body) ->
    Me = self(),
    Children = [box(fun(Box) -> child(Box, Me) end, Bound) || _ <- lists:seq(1, N)],
    Watched = [{Pid, erlang:monitor(process, Pid)} || {Pid, _} <- Children],
    [send(Child, {hello, Body}) || Child <- Children],
    [receive {'DOWN', Ref, process, Pid, _} -> ok end || {Pid, Ref} <- Watched],
    ok.

%% A process with a count of what it has not read.
box(Loop, "bounded") ->
    Unread = atomics:new(1, []),
    {spawn(fun() -> Loop({self(), Unread}) end), Unread};
box(Loop, "unbounded") ->
    {spawn(fun() -> Loop({self(), none}) end), none}.

send({Pid, none}, Message) -> Pid ! Message, ok;
send({Pid, Unread}, Message) ->
    case atomics:get(Unread, 1) of
        Full when Full >= ?BOUND -> full;
        _ -> atomics:add(Unread, 1, 1), Pid ! Message, ok
    end.

took({_, none}) -> ok;
took({_, Unread}) -> atomics:sub(Unread, 1, 1).

stop(Boxes) -> [exit(Pid, kill) || {Pid, _} <- Boxes], ok.

player(Box, Me) ->
    receive
        {ping, _, 0, _} -> took(Box), Me ! done, player(Box, Me);
        {ping, From, Left, Body} -> took(Box), send(From, {ping, Box, Left - 1, Body}), player(Box, Me)
    end.

sink(Box, Me, Got, N) ->
    receive
        {item, Nth, From, _} ->
            took(Box),
            if Got + 1 =:= N -> Me ! done; true -> ok end,
            if (Nth + 1) rem ?BATCH =:= 0 -> send(From, go); true -> ok end,
            sink(Box, Me, Got + 1, N)
    end.

source(Box, To, Nth, Each, Body) ->
    receive go -> took(Box) end,
    source(Box, To, batch(Box, To, Nth, Each, ?BATCH, Body), Each, Body).

batch(_, _, Nth, _, 0, _) -> Nth;
batch(_, _, Each, Each, _, _) -> Each;
batch(Box, To, Nth, Each, Left, Body) ->
    send(To, {item, Nth, Box, Body}),
    batch(Box, To, Nth + 1, Each, Left - 1, Body).

%% gen_server:call as OTP does it: a monitor, a deadline, an answer by reference.
asks(_, N, N, _) -> ok;
asks({Pid, _} = Oracle, Nth, N, Body) ->
    Ref = erlang:monitor(process, Pid, [{alias, demonitor}]),
    ok = send(Oracle, {question, {self(), Ref}, Nth, Body}),
    receive
        {Ref, Nth} -> erlang:demonitor(Ref, [flush]);
        {'DOWN', Ref, _, _, Reason} -> exit(Reason)
    after 5000 -> exit(timeout)
    end,
    asks(Oracle, Nth + 1, N, Body).

oracle(Box) ->
    receive {question, {_, Ref}, Nth, _} -> took(Box), Ref ! {Ref, Nth}, oracle(Box) end.

child(Box, _Me) ->
    receive {hello, _} -> took(Box) end.
