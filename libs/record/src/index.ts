export * from './child';
export * from './code-points';
export * from './entities';
export * from './health';
export * from './leaving-care';
