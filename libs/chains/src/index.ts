export { anchorIn, anchorLine, durableHeads, readHeads } from './anchor';
export type { Anchor, Head, KeptAnchor, PartitionHeads } from './anchor';
export { appendLine, readAnchorFile, type ReadAnchors } from './anchor-file';
export { Anchoring, readAnchors, type AnchoringOptions, type AnchorPlaces } from './anchoring';
export type { Finding } from './finding';
export { verifyChains, type VerifiedChains } from './verify-chains';
