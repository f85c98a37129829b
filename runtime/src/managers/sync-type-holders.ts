/** Which classes of managers have the types of a `SyncManager`, which only the server's side knows. */
const holders = new WeakSet();

/** Managers of that class, and of those that extend it, have them. */
export function giveSyncTypes(type: object): void {
  holders.add(type);
}

/** Whether they have. */
export function hasSyncTypes(type: object): boolean {
  for (let each: object | null = type; each !== null; each = Object.getPrototypeOf(each) as object | null) {
    if (holders.has(each)) return true;
  }
  return false;
}
