/**
 * The fields of a document that a validator never looked at: it asks each object for all that it knows, so what it did not
 * ask for is a field that does not exist. Validators of Kubernetes itself let such a one pass.
 */
export function unknownFields(document: object, validate: (document: object) => void): string[] {
  const unread = new Map<string, object>();
  validate(watched(document, '', unread));
  return [...unread.keys()];
}

function watched(value: object, path: string, unread: Map<string, object>): object {
  for (const key of Object.keys(value)) if (!Array.isArray(value)) unread.set(`${path}.${key}`, value);
  const children = new Map<string, object>();
  return new Proxy(value, {
    get(target, key, receiver) {
      const found: unknown = Reflect.get(target, key, receiver);
      const name = `${path}.${String(key)}`;
      unread.delete(name);
      if (typeof found !== 'object' || found === null || !Object.hasOwn(target, key)) return found;
      const child = children.get(name) ?? watched(found, name, unread);
      children.set(name, child);
      return child;
    },
  });
}
