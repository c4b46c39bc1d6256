export { CellBook, textOfName, wholeOf, type Cell, type CellName, type RatedFigure } from './cells';
export { isFor, type Commentary, type Facts, type Readership, type Source } from './facts';
export { layoutOf, type SectionPlan } from './layout';
export { composeReport, type Page, type Report, type Section } from './report';
export { textOf, type Piece, type Said, type Sentence } from './said';
export { groupGrain, seriesFor, wantedCells, type WantedSeries } from './wanted';
