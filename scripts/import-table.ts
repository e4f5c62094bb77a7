/**
 * Who may import whom: the table of the house. Folder -> the folders it may import besides itself, lowest first; nothing may name
 * what stands above it. The lint configuration is generated from it (scripts/lint-config.ts).
 */
export const importTable: Readonly<Record<string, readonly string[]>> = {
  protocol: [],
  'actors/runtime': [],
  'src/base': [],
  'src/access': ['protocol', 'src/base'],
  'src/observe': ['src/base'],
  migrations: [],
  'src/data': ['protocol', 'migrations', 'src/base', 'src/observe'],
  'src/cluster': ['actors/runtime', 'protocol', 'src/base', 'src/data', 'src/observe'],
  'src/jobs': ['src/base', 'src/data', 'src/observe'],
  'src/files': ['src/base', 'src/data', 'src/jobs', 'src/observe'],
  'src/notify': ['protocol', 'src/base', 'src/data', 'src/jobs', 'src/observe'],
  'src/recording': ['protocol', 'src/base', 'src/data', 'src/files', 'src/jobs', 'src/observe'],
  media: ['actors/runtime', 'protocol', 'src/base', 'src/observe'],
  'actors/presence': ['actors/runtime', 'protocol', 'src/base', 'src/cluster', 'src/data', 'src/observe'],
  'actors/call': ['actors/runtime', 'protocol', 'src/base', 'src/access', 'src/cluster', 'src/data', 'src/jobs', 'media', 'src/observe'],
  'actors/room': [
    'actors/runtime',
    'actors/presence',
    'actors/call',
    'protocol',
    'src/base',
    'src/access',
    'src/cluster',
    'src/data',
    'src/jobs',
    'src/observe',
  ],
  'actors/session': [
    'actors/runtime',
    'actors/room',
    'actors/call',
    'actors/presence',
    'protocol',
    'src/base',
    'src/access',
    'src/cluster',
    'src/data',
    'src/observe',
  ],
  'actors/gateway': ['actors/runtime', 'actors/session', 'protocol', 'src/base', 'src/access', 'src/cluster', 'src/observe'],
  'src/http': [
    'protocol',
    'actors/runtime',
    'actors/session',
    'actors/room',
    'actors/call',
    'actors/presence',
    'src/base',
    'src/access',
    'src/cluster',
    'src/data',
    'src/files',
    'src/jobs',
    'src/notify',
    'src/observe',
    'src/recording',
  ],
  sdk: ['protocol'],
  web: ['protocol', 'sdk'],
}

/** May import anything; nothing of the table may import them. */
export const above = ['src/main', 'actors/tree', 'test', 'bench', 'scripts'] as const

/** Packages that only these folders (and what is above the table) may name. */
export const packageTable: Readonly<Record<string, readonly string[]>> = {
  postgres: ['src/data'],
  '@electric-sql/pglite': ['src/data'],
  ioredis: ['src/cluster', 'src/jobs'],
  bullmq: ['src/jobs'],
  elysia: ['src/http'],
  '@elysiajs/swagger': ['src/http'],
  jose: ['src/access'],
  pino: ['src/base'],
  'prom-client': ['src/observe'],
  mediasoup: ['media'],
  'mediasoup-client': ['sdk'],
  react: ['web'],
  'react-dom': ['web'],
  'radix-ui': ['web'],
}

/** Folders whose code also runs in browsers: nothing of Bun or Node, but for their tests. */
export const inBrowsers = ['protocol', 'sdk', 'web'] as const
