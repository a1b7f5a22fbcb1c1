/// The addresses of a match's pictures: under these they are known, and from the reveal on served.

/** The address of a round's picture, as reveal and report give it. `right`: of the right-hand one of a pair. */
export function address(match: string, round: number, right = false): string {
  return `faces/${match}/${round}${right ? "b" : ""}.jpg`;
}

/** The match whose picture is at this address. */
export function shownIn(picture: string | undefined): string | undefined {
  return picture?.split("/").at(-2);
}
