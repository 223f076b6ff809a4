// Reads CSV as RFC 4180 has it, strictly, by its own few lines: a second opinion on the writer.

/** Records by column name. Throws on anything that RFC 4180 does not allow. */
export const parseCsv = (text: string): readonly Readonly<Record<string, string>>[] => {
  const [header = [], ...records] = fieldsOf(text.replace(/^\ufeff/, ''));
  return records.map((fields) => {
    if (fields.length !== header.length) throw new Error(`${fields.length} fields in a record`);
    return Object.fromEntries(fields.map((field, index) => [header[index] ?? '', field]));
  });
};

const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;

const fieldsOf = (text: string): string[][] => {
  const records: string[][] = [];
  let record: string[] = [];
  field.lastIndex = 0;
  while (field.lastIndex < text.length) {
    const position = field.lastIndex;
    const match = field.exec(text);
    if (match === null) throw new Error(`no CSV field at ${position}: ${text.slice(position, 40)}`);
    const [, quoted, plain = '', end] = match;
    record.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === ',') continue;
    records.push(record);
    record = [];
  }
  return records;
};
