// SPDX-License-Identifier: Apache-2.0
package dev.belady.tier;

/// What a mover has done so far; the mover thread counts.
final class MoveCounts {
  long made;
  long forwarded;
  long fetched;
  long fetchedBytes;
  long written;
  long writtenBytes;
}
