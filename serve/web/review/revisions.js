/** What the server says of a revision, in the words of the page. */
import { tr } from "../i18n.js";

/** The number of a revision, whichever way it is named. */
export function numberOf(revision) {
  return revision.number ?? revision.revision;
}

/** Who made a revision. */
export function authorName(revision) {
  const author = revision?.author;
  const name = typeof author === "object" ? author?.name : author;
  return name || revision?.author_name || tr("他人", "Somebody");
}
