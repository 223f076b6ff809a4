// Reads one policy file into elements, attributes and texts, each with the line that it stands on.
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { DOMParser, type Element, type Node } from '@xmldom/xmldom';
import { readExpression, type PolicyExpression } from './expression';
import { PolicyProblem } from './policy-problem';

export interface PolicyValue {
  readonly line: number;
  /** The value as XML gives it. */
  readonly text: string;
  /** Where the value is an expression. */
  readonly expression?: PolicyExpression;
}

export interface PolicyElement {
  readonly name: string;
  readonly line: number;
  readonly attributes: ReadonlyMap<string, PolicyValue>;
  readonly children: readonly PolicyElement[];
  /** The element's own text, if it has any but space. */
  readonly text?: PolicyValue;
}

export interface PolicyDocument {
  /** The path that messages name. */
  readonly file: string;
  /** The file's name without .xml: what requests and include-fragment call it. */
  readonly name: string;
  readonly source: string;
  readonly root: PolicyElement;
}

export const readPolicyDocument = (path: string, file: string): PolicyDocument =>
  parsePolicyDocument(readFileSync(path, 'utf8'), file);

/** Throws a PolicyProblem where the text is no well-formed XML or holds a broken expression. */
export const parsePolicyDocument = (source: string, file: string): PolicyDocument => {
  const root = parseXml(source, file).documentElement;
  if (root === null) throw new PolicyProblem(file, 1, 'there is no element in it');
  return { file, name: basename(file, '.xml'), source, root: readElement(root, file, source) };
};

const parseXml = (source: string, file: string) => {
  let line = 1;
  const onError = (_level: string, message: string, context: unknown): never => {
    const { locator } = context as { locator?: { lineNumber?: number } };
    line = locator?.lineNumber ?? 1;
    throw new Error(message);
  };
  try {
    return new DOMParser({ onError }).parseFromString(source, 'text/xml');
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new PolicyProblem(file, line, `not well-formed XML: ${message}`);
  }
};

const readElement = (element: Element, file: string, source: string): PolicyElement => {
  const attributes = new Map<string, PolicyValue>();
  for (const attribute of Array.from(element.attributes)) {
    const at = offsetOf(source, attribute);
    attributes.set(
      attribute.name,
      readValue(rawAttribute(source, at), attribute.lineNumber ?? 1, file),
    );
  }
  const nodes = Array.from(element.childNodes);
  const texts = nodes.filter(
    (node) => node.nodeType === node.TEXT_NODE || node.nodeType === node.CDATA_SECTION_NODE,
  );
  const text = texts.map((node) => node.nodeValue ?? '').join('');
  const line = texts[0]?.lineNumber ?? 1;
  return {
    name: element.nodeName,
    line: element.lineNumber ?? 1,
    attributes,
    children: nodes.filter(isElement).map((child) => readElement(child, file, source)),
    ...(text.trim() === '' ? {} : { text: readValue(text, line, file) }),
  };
};

const isElement = (node: Node): node is Element => node.nodeType === node.ELEMENT_NODE;

const readValue = (text: string, startLine: number, file: string): PolicyValue => {
  const line = startLine + newlines(text.slice(0, text.length - text.trimStart().length));
  const reading = readExpression(text);
  if (reading.kind === 'refused') throw new PolicyProblem(file, line, reading.problem);
  return reading.kind === 'literal'
    ? { line, text }
    : { line, text, expression: reading.expression };
};

/**
 * XML turns an attribute's line ends into spaces, so the value is taken from the source: only so
 * does a message of the compiler name the right line.
 */
const rawAttribute = (source: string, at: number): string => {
  const quote = source.charAt(at);
  return decodeEntities(source.slice(at + 1, source.indexOf(quote, at + 1)));
};

const offsetOf = (source: string, node: Node): number => {
  const lines = source.split('\n').slice(0, (node.lineNumber ?? 1) - 1);
  return lines.reduce((sum, line) => sum + line.length + 1, 0) + (node.columnNumber ?? 1) - 1;
};

const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

const decodeEntities = (text: string): string =>
  text.replace(
    /&(?:#x([0-9a-fA-F]+)|#(\d+)|(\w+));/g,
    (all, hex?: string, decimal?: string, name?: string) => {
      if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
      if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
      return named[name ?? ''] ?? all;
    },
  );

const newlines = (text: string): number => text.split('\n').length - 1;
