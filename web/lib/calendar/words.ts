/** How a post stands, as a lamp and in words. */
export const TONES = { scheduled: "lamp", due: "tally", published: "fine", failed: "plain" } as const;
export const STATES = { scheduled: "planned", due: "due now", published: "published", failed: "given up" };
