// A rule looks at all Bicep files and says, in sentences, what is wrong with them.
import type { BicepFolder } from '../../../support/bicep/bicep-folder';
import type { Found } from '../../../support/bicep/look-up';

export type Rule = (folder: BicepFolder) => readonly string[];

/** Where it is wrong, as a compiler says it. */
export const place = ({
  file,
  item,
}: Found<{ readonly line: number; readonly symbol: string }>): string =>
  `${file}:${item.line} ${item.symbol}`;
