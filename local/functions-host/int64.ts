// A 64-bit integer as the worker hands it over. Its gRPC client reads messages without the option
// `longs`: an integer is a `Long` object where the package `long` is installed, else a number.
// https://github.com/Azure/azure-functions-nodejs-worker/blob/v3.x/src/GrpcClient.ts
// https://github.com/Azure/azure-functions-nodejs-worker/issues/844

export const INT64_FORMS = ['number', 'long'] as const;
export type Int64Form = (typeof INT64_FORMS)[number];

/** The members of a `Long` that the library keeps: two halves of 32 bits, both signed. */
export interface Long {
  readonly low: number;
  readonly high: number;
  readonly unsigned: boolean;
}

export function int64Message(value: number, form: Int64Form): number | Long {
  if (form === 'number') return value;
  const bits = BigInt.asUintN(64, BigInt(value));
  return {
    low: Number(BigInt.asIntN(32, bits)),
    high: Number(BigInt.asIntN(32, bits >> 32n)),
    unsigned: false,
  };
}
