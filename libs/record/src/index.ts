export * from './child';
export * from './code-points';
export * from './entities';
