// Paths of the simulated disk, each taken apart once.

export interface Place {
  readonly folder: string;
  readonly name: string;
}

export class Places {
  private readonly known = new Map<string, Place>();

  of(path: string): Place {
    const known = this.known.get(path);
    if (known !== undefined) return known;
    const slash = path.lastIndexOf('/');
    const place = { folder: path.slice(0, Math.max(0, slash)), name: path.slice(slash + 1) };
    this.known.set(path, place);
    return place;
  }
}
