/** How many are let in at once: requests, connections, operations. */
export class Admission {
  private inside = 0;
  private turnedAway = 0;

  constructor(private readonly most: number) {}

  get underWay(): number {
    return this.inside;
  }

  get refused(): number {
    return this.turnedAway;
  }

  /** Lets one more in, who leaves by what it is given, once however often that is called; undefined where it is full. */
  enter(): (() => void) | undefined {
    if (this.inside >= this.most) {
      this.turnedAway += 1;
      return undefined;
    }
    this.inside += 1;
    let isInside = true;
    return () => {
      if (isInside) this.inside -= 1;
      isInside = false;
    };
  }
}
