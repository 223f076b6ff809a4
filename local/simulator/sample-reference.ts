// The sample reference files, as they lie in local/sample/reference.
import path from 'node:path';
import { readInputs } from '../reference/read-inputs';
import type { ReferenceFile } from './reference-file';

export const sampleReferenceFolder = path.join(__dirname, '..', 'sample', 'reference');

/** Every JSON file of a folder, by name; throws UnreadableFiles. */
export const readReferenceFolder = (folder = sampleReferenceFolder): readonly ReferenceFile[] =>
  readInputs([folder]).map(({ name, content }) => ({
    name: path.basename(name),
    content: content as ReferenceFile['content'],
  }));
