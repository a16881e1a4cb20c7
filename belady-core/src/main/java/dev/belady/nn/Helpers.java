// SPDX-License-Identifier: Apache-2.0
package dev.belady.nn;

/// Workers that have no shard left and take parts of another's layer, so that the end of a pass
/// over a batch leaves nobody idle.
///
/// How a layer is cut, and who computes which part, must change no bit: a part is a range of result
/// elements, never a part of a sum.
public interface Helpers {
  /// Nobody to help.
  Helpers NONE =
      new Helpers() {
        @Override
        public int waiting() {
          return 0;
        }

        @Override
        public void run(Workspace workspace, int parts, Part part) {
          for (int i = 0; i < parts; i++) {
            part.run(workspace, i, workspace.scratch());
          }
        }
      };

  /// The workers that could help now; a moment later it may be another number.
  int waiting();

  /// Runs parts 0 to `parts - 1` on this worker and on those that wait; returns when all are done.
  void run(Workspace workspace, int parts, Part part);

  /// What a layer lets others do.
  @FunctionalInterface
  interface Part {
    /// Computes one part.
    ///
    /// @param workspace that of the worker who asked for help; only what no other part writes may
    ///   be written
    /// @param scratch room of the worker who runs this part, as large as that of the workspace
    void run(Workspace workspace, int part, float[] scratch);
  }
}
