/**
 * Finds the postings of a child: for what a figure is made of, a page of fifty children at a time. A child's postings come in
 * bursts and their keys are equal, so the index is a tenth of the table's own key and costs little to write.
 */
export const postingsOfChildren = [`CREATE INDEX posting_by_child ON posting (partition, child)`];
