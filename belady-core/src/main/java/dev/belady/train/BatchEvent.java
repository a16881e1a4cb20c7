// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/// A batch that was trained: the step alone, without the wait for the batch.
@Name("dev.belady.Batch")
@Label("Batch")
@Category("Belady")
@Description("A training step")
@StackTrace(false)
final class BatchEvent extends Event {
  @Label("Iteration")
  long iteration;

  @Label("Samples")
  int samples;

  @Label("Loss")
  double loss;
}
