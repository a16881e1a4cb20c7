// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/// A batch whose rows got their frames; for the planner thread. See [RowUses].
@Name("dev.belady.Plan")
@Label("Plan")
@Category("Belady")
@Description("Frames for the rows of a batch")
@StackTrace(false)
final class PlanEvent extends Event {
  @Label("Batch Since the Start")
  long batch;

  @Label("Distinct Rows")
  long rows;

  @Label("Found in a Frame")
  long found;

  @Label("Used for the First Time")
  long first;
}
