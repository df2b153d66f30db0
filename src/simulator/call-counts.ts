/** Counts calls by action and outcome, where the outcome is `ok`, an error code or a fault's name. */
export class CallCounts {
  private readonly byAction = new Map<string, Map<string, number>>();

  add(action: string, outcome: string): void {
    const outcomes = this.byAction.get(action) ?? new Map<string, number>();
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    this.byAction.set(action, outcomes);
  }

  /** As in `{"DescribeInstances": {"ok": 3, "RequestLimitExceeded": 1}}`. */
  toJSON(): Record<string, Record<string, number>> {
    const rows = [...this.byAction].map(
      ([action, outcomes]) => [action, Object.fromEntries(outcomes)] as const,
    );
    return Object.fromEntries(rows);
  }
}
