/**
 * Which requests may outlive their page: browsers refuse heavier ones outright.
 */

/** Fetch Standard, 4.6: 64 KiB for all keepalive requests of a page together; some room is left for another's. */
const LIMIT = 60_000

/** The option for fetch: true where `data`, sent as JSON, is light enough. */
export function keepalive(data) {
  return new Blob([JSON.stringify(data)]).size < LIMIT
}
