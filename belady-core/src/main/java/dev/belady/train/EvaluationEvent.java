// SPDX-License-Identifier: Apache-2.0
package dev.belady.train;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/// An evaluation between two steps.
@Name("dev.belady.Evaluation")
@Label("Evaluation")
@Category("Belady")
@Description("An evaluation")
@StackTrace(false)
final class EvaluationEvent extends Event {
  @Label("Iteration")
  long iteration;

  @Label("Samples")
  long samples;

  @Label("Loss")
  double loss;
}
