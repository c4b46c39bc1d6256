import type { OwnFile } from './kept-files';
import { MEASURE_IDS } from './national';
import { readPopulations, type Population } from './populations';
import { readTargets, type Target } from './targets';

/** What an installation has in place of the bundled files; each as a whole, undefined where the bundled one stands. */
export interface OwnReference {
  readonly targets?: readonly Target[];
  readonly populations?: readonly Population[];
}

/**
 * Reads a file that an authority has put in the place of the bundled one.
 * @param place how errors call the file
 * @throws ReferenceFileError naming place, line and remedy
 */
export function readOwnFile(name: OwnFile, place: string, text: string): OwnReference {
  switch (name) {
    case 'targets.csv':
      return { targets: readTargets(place, text, MEASURE_IDS) };
    case 'population.csv':
      return { populations: readPopulations(place, text) };
  }
}
