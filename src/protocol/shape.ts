// The smallest readers: what an unknown value is, without trust and without a throw.

export type Fields = Record<string, unknown>;

/** JSON of the value, also where the page has given arrays a form of their own, as old versions of Prototype do. */
export function writeJson(value: unknown): string {
  return JSON.stringify(value, function (this: Fields, key, form: unknown) {
    return Array.isArray(this[key]) ? this[key] : form;
  });
}

/** The value's fields, where it is a JSON object; else none. */
export function readFields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

/** The value, where it is a string; else undefined. */
export function readText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** What `read` makes of each element, without those it makes nothing of; an empty list for anything but an array. */
export function readList<T>(value: unknown, read: (fields: Fields) => T | undefined): T[] {
  return Array.isArray(value)
    ? value.map((item) => read(readFields(item))).filter((item) => item !== undefined)
    : [];
}

/** The given fields without those that are undefined or empty strings. */
export function present<T extends object>(fields: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== ''),
  ) as T;
}
