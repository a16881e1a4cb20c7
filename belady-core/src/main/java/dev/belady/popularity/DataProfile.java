// SPDX-License-Identifier: Apache-2.0
package dev.belady.popularity;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Who is used how much in a data set.
///
/// @param samples the inputs that were read
/// @param accesses their accesses to rows
/// @param error by how much the count of a row may be too low; 0 when all are exact
/// @param usedBytes bytes of all rows that were used, with optimizer state
/// @param tableBytes bytes of all rows that the configuration names; 0 where it does not name all
/// @param fields the fields in the order of the tables and their slots
/// @param all what a hot set of so many bytes covers when it is chosen from all inputs
/// @param sampled the same when it is chosen from a sample of the inputs, and judged by all
/// @param sampledInputs the inputs of that sample
/// @param stability the beginning of the data against its end; null where there is too little
/// @param suggestion a good size of the hot set
public record DataProfile(
    long samples,
    long accesses,
    long error,
    long usedBytes,
    long tableBytes,
    List<FieldProfile> fields,
    List<Coverage> all,
    List<Coverage> sampled,
    long sampledInputs,
    @Nullable Stability stability,
    Suggestion suggestion) {
  /// Copies the lists.
  public DataProfile {
    fields = List.copyOf(fields);
    all = List.copyOf(all);
    sampled = List.copyOf(sampled);
  }

  /// The keys that were seen, of all fields.
  public long keys() {
    return fields.stream().mapToLong(FieldProfile::keys).sum();
  }

  /// What a hot set of at most `bytes` covers, chosen from all inputs.
  public Coverage coveredBy(long bytes) {
    return Coverage.at(all, bytes);
  }

  /// What a hot set covers.
  ///
  /// @param bytes its size
  /// @param accesses the part of the accesses that meet hot rows, 0 to 1
  /// @param inputs the part of the inputs all of whose rows are hot, 0 to 1
  public record Coverage(long bytes, double accesses, double inputs) {
    /// The last point of a curve that has at most `bytes`; nothing is covered before the first.
    public static Coverage at(List<Coverage> curve, long bytes) {
      Coverage found = new Coverage(0, 0, 0);
      for (Coverage point : curve) {
        if (point.bytes() <= bytes) {
          found = point;
        }
      }
      return found;
    }

    /// What a hot set of `bytes` covers when it lies between two points of a curve, by a straight
    /// line between them.
    public static Coverage near(List<Coverage> curve, long bytes) {
      Coverage before = new Coverage(0, 0, 0);
      for (Coverage point : curve) {
        if (point.bytes() > bytes) {
          double way = (double) (bytes - before.bytes()) / (point.bytes() - before.bytes());
          return new Coverage(
              bytes,
              before.accesses() + way * (point.accesses() - before.accesses()),
              before.inputs() + way * (point.inputs() - before.inputs()));
        }
        before = point;
      }
      return new Coverage(bytes, before.accesses(), before.inputs());
    }
  }

  /// One field.
  ///
  /// @param table the table's name
  /// @param name the field's name
  /// @param declaredKeys the keys that the configuration names; 0 where it does not
  /// @param keys the keys that were seen
  /// @param accesses the accesses
  /// @param onceKeys the keys that were seen once
  /// @param shares the part of the accesses that the most used 1, ... keys take
  public record FieldProfile(
      String table,
      String name,
      long declaredKeys,
      long keys,
      long accesses,
      long onceKeys,
      List<Share> shares) {
    /// Copies the list.
    public FieldProfile {
      shares = List.copyOf(shares);
    }

    /// The part of the accesses that the most used keys take: `part` of the keys that were seen,
    /// one at least.
    public double top(double part) {
      long wanted = Math.max(1, Math.round(part * keys));
      Share before = new Share(0, 0);
      for (Share share : shares) {
        if (share.keys() >= wanted) {
          double way = (double) (wanted - before.keys()) / (share.keys() - before.keys());
          return before.accesses() + way * (share.accesses() - before.accesses());
        }
        before = share;
      }
      return keys == 0 ? 0 : 1;
    }
  }

  /// What the most used keys of a field take.
  ///
  /// @param keys how many keys
  /// @param accesses their part of the accesses, 0 to 1
  public record Share(long keys, double accesses) {}

  /// The first tenth of the inputs against the last.
  ///
  /// @param inputs the inputs of a tenth
  /// @param first what a hot set chosen from the first tenth covers in the last one
  /// @param own what one chosen from the last tenth itself covers there; `inputs` is not counted
  /// @param overlaps how many of the hottest rows are the same
  public record Stability(
      long inputs, List<Coverage> first, List<Coverage> own, List<Overlap> overlaps) {
    /// Copies the lists.
    public Stability {
      first = List.copyOf(first);
      own = List.copyOf(own);
      overlaps = List.copyOf(overlaps);
    }
  }

  /// How much the hottest rows of two tenths have in common.
  ///
  /// @param part the part of the rows used in the first tenth that is compared
  /// @param rows as a number
  /// @param common the part of these that both have, 0 to 1
  public record Overlap(double part, long rows, double common) {}

  /// A size for the hot set.
  ///
  /// @param bytes the size
  /// @param reason why, in a sentence
  public record Suggestion(long bytes, String reason) {}
}
