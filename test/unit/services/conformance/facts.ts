// What a documented fact is, and which rows every dialect must have one for.

/** The dialects as docs/services.md tells them apart. */
export type DialectId = 'usvideo' | 'usvideo-platform' | 'seedance-tv' | 'vibegen' | 'seedanceapi';

/** A request with words alone, or with a first frame. */
export type Kind = 'text' | 'picture';

/** One thing that a page says (or that was decided where no page does). */
export interface Fact {
  /** `POST /generations`, or empty where it concerns none in particular. */
  readonly endpoint: string;
  /** What holds, in plain words. */
  readonly says: string;
  /** Page and heading: `vibegen.txt, 6. Error Codes`. `inferred` stands where no page says it. */
  readonly source: string;
  /** The kinds of request that it concerns; both where it is missing. */
  readonly only?: Kind;
}

/** Rows of the side-by-side table: every dialect has each of them, if only to say that there is none. */
export type SideBySide =
  | 'base URL'
  | 'submit'
  | 'id'
  | 'status'
  | 'states'
  | 'result'
  | 'failure text'
  | 'list'
  | 'list fields'
  | 'cancel'
  | 'account'
  | 'price'
  | 'charged when it fails'
  | 'charged when cancelled'
  | 'error body'
  | 'limits'
  | 'takes'
  | 'polling'
  | 'callback'
  | 'link lifetime';

/** Rows of the options' table. */
export type OptionRow = 'resolution' | 'duration' | 'aspect ratio' | 'image' | 'other options' | 'prompt';

/** Rows of *What each failure asks for*: an answer to a submit has one verdict, a question's failure none. */
export type FailureRow =
  | 'refused'
  | 'answered 401'
  | 'answered 402'
  | 'answered 413'
  | 'answered 429'
  | '502 in the documented shape'
  | '500 JOB_FAILED'
  | 'other 5xx, 408, 3xx, 409'
  | 'answered 503'
  | 'answered 504'
  | 'no answer'
  | '2xx without an id'
  | 'status decides first'
  | 'a question fails';

export type Row = SideBySide | OptionRow | FailureRow;

/** A dialect's facts under their names, in the order of the table; error codes and the like stand beside the rows. */
export type Facts = Readonly<Record<Row, Fact>> & Readonly<Record<string, Fact>>;

/** Facts of one page: `says` with where it stands. */
export function factsOf(page: string) {
  return (endpoint: string, says: string, heading: string, only?: Kind): Fact => ({
    endpoint,
    says,
    source: heading.startsWith('inferred') ? heading : `${page}, *${heading}*`,
    ...(only === undefined ? {} : { only }),
  });
}
