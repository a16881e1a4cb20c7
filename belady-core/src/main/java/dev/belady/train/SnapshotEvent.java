// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/// A model that was saved.
@Name("dev.belady.Snapshot")
@Label("Snapshot")
@Category("Belady")
@Description("A model was saved")
@StackTrace(false)
final class SnapshotEvent extends Event {
  @Label("Iteration")
  long iteration;

  @Label("Manifest")
  String manifest = "";
}
