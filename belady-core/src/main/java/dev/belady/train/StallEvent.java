// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/// A wait of the trainer for its next batch.
@Name("dev.belady.Stall")
@Label("Stall")
@Category("Belady")
@Description("Training waits for its next batch")
@StackTrace(false)
final class StallEvent extends Event {
  @Label("Iteration That Waits")
  long iteration;

  @Label("Cause of Most of It")
  String cause = "";
}
