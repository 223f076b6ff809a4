// The texts that occur in reference files, and what each of them may look like.
import * as z from 'zod';
import { factCharsMax, reasonCharsMax, windowMinutes } from '../../limits';
import { canonicalTier } from './effective-tier';
import { epochMsOf, parseInstant, type Instant } from '../instant';
import { azureSkus } from './skus';
import { windowMs } from '../window';

const lineOf = (charsMax: number): z.ZodType<string> =>
  z
    .string()
    .min(1, 'must not be empty')
    .max(charsMax, `has more than ${charsMax} characters`)
    .refine((text) => text === text.trim(), 'must not begin or end with a blank')
    .refine((text) => !/\p{Cc}/u.test(text), 'must not hold line breaks or control characters');

/** A name or id as some other system spells it. */
export const nameText = lineOf(factCharsMax);

export const reasonText = lineOf(reasonCharsMax);

export const skuText = nameText.superRefine((text, context) => {
  const known = azureSkus.find((sku) => sku.toLowerCase() === text.toLowerCase());
  if (known !== undefined && known !== text) context.addIssue(`is spelled ${known}`);
  if (!/^[A-Za-z][A-Za-z0-9]*$/.test(text)) {
    context.addIssue(`is no SKU; Azure's are ${azureSkus.join(', ')}`);
  }
});

/** `standard`, as Anthropic calls the usual tier, is read as `default`. */
export const serviceTierText = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,39}$/, 'is no service tier: lower-case letters, e.g. priority')
  .refine((tier) => !['auto', 'none'].includes(tier), 'is what a request asks for, and no tier')
  .transform(canonicalTier);

/** A UTC date or an instant, at the start of a window: a version cannot begin within one. */
export const validFromText = z.string().transform((text, context): Instant => {
  const isDate = /^\d{4}-\d\d-\d\d$/.test(text);
  const instant = parseInstant(isDate ? `${text}T00:00:00Z` : text);
  if (instant !== undefined && epochMsOf(instant) % windowMs === 0) return instant;
  context.addIssue(
    instant === undefined
      ? 'is neither a date (2026-01-01, from midnight UTC) nor an instant (2026-01-01T00:00:00+01:00)'
      : `must be on a quarter hour, since usage is summed in windows of ${windowMinutes} minutes`,
  );
  return z.NEVER;
});
