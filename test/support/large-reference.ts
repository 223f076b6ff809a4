// Reference data of a size that estates reach after some years: price books of about 110 KB.
import { priceBookFile } from './reference-files';

/** A price book of about 110 KB, valid from a day so many days after 2024-01-01. */
export const largePriceBook = (day: number, members: object = {}): object =>
  priceBookFile({
    validFrom: new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10),
    models: Array.from({ length: 480 }, (_, index) => ({
      model: `model-${index}-of-a-large-estate`,
      aliases: [`model-${index}-2024-08-06`, `model-${index}-2024-11-20`],
      entries: [
        {
          skus: ['GlobalStandard', 'DataZoneStandard', 'Standard'],
          prices: { input: `${1 + (day % 9)}.${index}`, cachedInput: '0.125', output: '10.50' },
        },
      ],
    })),
    ...members,
  });
