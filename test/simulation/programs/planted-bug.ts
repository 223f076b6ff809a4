// A bug that somebody might make, in a text of the program that is replaced when it is planted.
import type { Theme } from '../run/themes';
import type { Replacement } from './mutated-program';

export interface PlantedBug {
  readonly area:
    | 'joining'
    | 'marking'
    | 'checkpointing'
    | 'replacing'
    | 'deleting marks'
    | 'publishing'
    | 'sealing'
    | 'accepting'
    | 'rejecting'
    | 'storing'
    | 'rules'
    | 'rating'
    | 'rounding';
  readonly name: string;
  /** The theme of the runs that are about what it breaks. */
  readonly theme: Theme;
  readonly replacements: readonly Replacement[];
}

export const plant = (
  area: PlantedBug['area'],
  name: string,
  theme: Theme,
  ...replacements: readonly (readonly [file: string, text: string, by: string])[]
): PlantedBug => ({
  area,
  name,
  theme,
  replacements: replacements.map(([file, text, by]) => ({ file, text, by })),
});
