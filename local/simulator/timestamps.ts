// Times as the different senders write them.

/** ISO 8601 with seven digits after the point, as .NET writes it; `ticks` are the last four. */
export const isoWithTicks = (epochMs: number, ticks: number): string =>
  `${new Date(epochMs).toISOString().slice(0, 23)}${String(ticks).padStart(4, '0')}Z`;

export const isoTime = (epochMs: number): string => new Date(epochMs).toISOString();

/** The general date and time of the US culture, `3/14/2026 9:26:53 AM`; it has no zone. */
export const usTime = (epochMs: number): string => {
  const time = new Date(epochMs);
  const hour = time.getUTCHours();
  const twoDigits = (value: number): string => String(value).padStart(2, '0');
  const clock = `${hour % 12 === 0 ? 12 : hour % 12}:${twoDigits(time.getUTCMinutes())}:${twoDigits(time.getUTCSeconds())}`;
  const date = `${time.getUTCMonth() + 1}/${time.getUTCDate()}/${time.getUTCFullYear()}`;
  return `${date} ${clock} ${hour < 12 ? 'AM' : 'PM'}`;
};
