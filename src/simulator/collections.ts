/** The members of a list that pass a test, one by one. */
export function* keep<T>(list: Iterable<T>, test: (member: T) => boolean): Generator<T> {
  for (const member of list) if (test(member)) yield member;
}

/** The members of a list by what they have in common, in the order of first sight. */
export function groupBy<K, T>(list: Iterable<T>, keyOf: (member: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const member of list) {
    const group = groups.get(keyOf(member));
    if (group === undefined) groups.set(keyOf(member), [member]);
    else group.push(member);
  }
  return groups;
}
