export { DUE_KINDS, KINDS, type DueKind, type KindInWords } from './kinds';
export { ANCHORS, type Anchor, type Obligation } from './obligation';
export { INTERVIEW_WAITS_DAYS, obligations } from './obligations';
export {
  canBeBooked,
  DUE_SOON_DAYS,
  dueItems,
  itemsOn,
  outlookOf,
  type DueItem,
  type DueState,
  type Outlook,
} from './outlook';
export {
  DONE_BY,
  isPerhapsDone,
  perhapsDone,
  perhapsDoneInWords,
  type PerhapsDone,
  type RecordingDelay,
} from './recording';
