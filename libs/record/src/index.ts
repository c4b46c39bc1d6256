export * from './adoption';
export * from './carers';
export * from './child';
export * from './code-points';
export * from './entities';
export * from './harm';
export * from './independent-visitors';
