/** Where Retell's behaviour is unknown, differs from its reference, or was seen to vary. */
export interface Quirks {
  /** Whether the range operator `bt` includes its bounds (undocumented). Default true. */
  rangeIncludesBounds: boolean;
  /** What include_total brings: the count, nothing, or a wrong count. Default 'right'. */
  totals: 'right' | 'absent' | 'wrong';
  /** Answer to an unknown id: 422 as documented, or 404 as seen live. Default 422. */
  unknownId: 404 | 422;
  /** The Date header: the sandbox clock, none, or the clock plus so many ms. Default 'clock'. */
  dateHeader: 'clock' | 'none' | number;
  /** So long after its end an ended chat still shows no end_timestamp, ms. Default 0; null: for ever. */
  endTimestampDelayMs: number | null;
  /** Whether chats closed by silence are analysed (seen live: sometimes never). Default true. */
  analyseAutoClosed: boolean;
  /** Names of filter criteria (`end_timestamp`, `agent`...) the server takes no notice of. */
  ignoreFilters: string[];
  /** Calls that cost money answer 402. Default false. */
  trialEnded: boolean;
}

/** The behaviour of the reference, where there is one. */
export function defaultQuirks(): Quirks {
  return {
    rangeIncludesBounds: true,
    totals: 'right',
    unknownId: 422,
    dateHeader: 'clock',
    endTimestampDelayMs: 0,
    analyseAutoClosed: true,
    ignoreFilters: [],
    trialEnded: false,
  };
}
