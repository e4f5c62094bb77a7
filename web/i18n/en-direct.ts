/** Direct conversations, and calls that ring. */
export const enDirect = {
  direct: {
    title: 'Direct messages',
    short: 'Direct',
    new: 'New message',
    newNote: 'Pick one person, or some for a conversation together.',
    none: 'No conversations yet',
    start: 'Open the conversation',
    write: 'Write a message',
    picked: 'Picked',
    unpick: 'take off',
    pick: 'Pick a conversation',
    pickNote: 'Or write to somebody new.',
    notes: 'Notes to yourself',
    notesNote: 'Only you see what is written here.',
    note: 'Write a note',
    label: 'Message to {{name}}',
    placeholder: 'Write to {{name}}',
    begins: 'This is where your conversation with {{name}} begins',
  },
}
