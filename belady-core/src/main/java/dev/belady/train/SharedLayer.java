// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import dev.belady.nn.Helpers;
import dev.belady.nn.Workspace;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What one worker lets others do of the layer it is at.
final class SharedLayer implements Helpers {
  private final WorkerPool pool;
  private final int worker;
  private final float[][] scratch;
  private final WorkerPool.Task task = this::runPart;
  private @Nullable Workspace workspace;
  private @Nullable Part part;

  /// For worker `worker`.
  ///
  /// @param scratch the room of each worker
  SharedLayer(WorkerPool pool, int worker, float[][] scratch) {
    this.pool = pool;
    this.worker = worker;
    this.scratch = scratch;
  }

  @Override
  public int waiting() {
    return pool.waiting();
  }

  @Override
  public void run(Workspace newWorkspace, int parts, Part newPart) {
    workspace = newWorkspace;
    part = newPart;
    pool.share(worker, parts, task);
  }

  private void runPart(int helper, int index) {
    Objects.requireNonNull(part).run(Objects.requireNonNull(workspace), index, scratch[helper]);
  }
}
