// `local.settings.json`, the file of settings that Core Tools uses: its Values become environment
// variables, and give way to those that are set already.
import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { messageOf } from './logger';

const localSettings = z.object({
  IsEncrypted: z
    .literal(false, {
      error: 'encrypted settings cannot be read here: run `func settings decrypt`',
    })
    .optional(),
  Values: z.record(z.string(), z.string({ error: 'must be a string' })).default({}),
});

/** The file's Values; an error that says what is wrong, without any value. */
export async function readLocalSettings(file: string): Promise<Record<string, string>> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new Error(`The settings file ${file} cannot be read: ${messageOf(error)}`, {
      cause: error,
    });
  }
  const result = localSettings.safeParse(value);
  if (result.success) return result.data.Values;
  const problems = result.error.issues.map(
    (issue) => `  ${issue.path.join('.')}: ${issue.message}`,
  );
  throw new Error(`The settings file ${file} is not usable:\n${problems.join('\n')}`);
}
