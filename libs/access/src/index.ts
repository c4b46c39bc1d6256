export { AccessGuard } from './access.guard';
export { AccessLog, type KeptReading, type Reading } from './access-log';
export { AccessModule } from './access.module';
export { AskedBy, Caller, callerOf, type Claims } from './caller';
export { cookieWith, isOverTls } from './cookie';
export { Doorkeeper } from './doorkeeper';
export { LocalKeyError, makeLocalKey, readLocalKey, signToken, type LocalKey } from './local-key';
export { Needs, needOf, Open, TOKEN_SCHEME, type Need } from './needs';
export { isFromOwnPage } from './own-page';
export { protect } from './protect';
export {
  NOBODY_SEALED,
  sealedAmong,
  sealedByHandIn,
  Seals,
  type ChildName,
  type Seal,
  type Sealed,
} from './sealed-children';
export { ALL_ROLES, isRole, READERS, ROLES, type Role } from './roles';
