// SPDX-License-Identifier: Apache-2.0
package dev.belady.config;

import dev.belady.config.OptimizerSpec.Rule;
import dev.belady.config.OptimizerSpec.UpdateType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads `optimizer` objects: that of the model and those of embeddings.
final class OptimizerParser {
  /// What `CreateOptimizer` and `CreateSolver` of the Python interface take when nothing is said.
  static final OptimizerSpec DEFAULT =
      new OptimizerSpec(
          new OptimizerSpec.Adam(0.9, 0.999, 1e-7),
          UpdateType.GLOBAL,
          ScheduleSpec.constant(0.001));

  private static final List<String> UNSUPPORTED = List.of("RMSProp");

  private OptimizerParser() {}

  /// The optimizer of the model.
  static OptimizerSpec parse(Section section) {
    Kind kind = kind(section);
    Section block = section.parameters(kind.block);
    ScheduleSpec schedule = schedule(block, block.number("learning_rate"));
    return spec(section, kind, block, schedule);
  }

  /// The optimizer of an embedding, which follows the model's schedule.
  static OptimizerSpec parseForEmbedding(Section section, OptimizerSpec model) {
    Kind kind = kind(section);
    Section block = section.parameters(kind.block);
    double rate = block.number("learning_rate", model.learningRate());
    if (!schedule(block, rate).equals(model.schedule()) && rate != model.learningRate()) {
      block.notice(
          "the learning rate of an embedding's own optimizer is ignored: the schedule of the model's"
              + " optimizer drives all parameters");
    }
    return spec(section, kind, block, model.schedule());
  }

  private static OptimizerSpec spec(
      Section section, Kind kind, Section block, ScheduleSpec schedule) {
    Rule rule = block.build(() -> rule(kind, block));
    UpdateType updateType = updateType(section);
    for (Kind other : Kind.values()) {
      if (other != kind) {
        section.ignore("type is " + kind.jsonName, other.block);
      }
    }
    return section.build(() -> new OptimizerSpec(rule, updateType, schedule));
  }

  private static Kind kind(Section section) {
    @Nullable String type = section.text("type");
    if (UNSUPPORTED.contains(type)) {
      throw section.error("this optimizer of HugeCTR is not supported: type=" + type);
    }
    return section.choice("type", Kind.values(), kind -> kind.jsonName);
  }

  private static UpdateType updateType(Section section) {
    if (section.has("global_update")) {
      if (section.has("update_type")) {
        throw section.error("update_type and global_update exclude each other");
      }
      return section.flag("global_update", false) ? UpdateType.GLOBAL : UpdateType.LOCAL;
    }
    return section.choice(
        "update_type", UpdateType.LOCAL, UpdateType.values(), UpdateType::jsonName);
  }

  private static ScheduleSpec schedule(Section block, double rate) {
    return block.build(() ->
        new ScheduleSpec(
            rate,
            block.longInteger("warmup_steps", 1),
            block.longInteger("decay_start", 0),
            block.longInteger("decay_steps", 1),
            block.number("decay_power", 2),
            block.number("end_lr", 0)));
  }

  private static Rule rule(Kind kind, Section block) {
    return switch (kind) {
      case ADAM ->
          new OptimizerSpec.Adam(
              block.number("beta1", 0.9),
              block.number("beta2", 0.999),
              block.number("epsilon", 1e-7));
      case ADA_GRAD ->
          new OptimizerSpec.AdaGrad(
              block.number("initial_accu_value", 0), block.number("epsilon", 1e-7));
      case MOMENTUM_SGD -> new OptimizerSpec.MomentumSgd(block.number("momentum_factor"));
      case NESTEROV -> new OptimizerSpec.Nesterov(block.number("momentum_factor"));
      case SGD -> {
        block.flag("atomic_update", false);
        yield new OptimizerSpec.Sgd();
      }
      case FTRL ->
          new OptimizerSpec.Ftrl(
              block.number("beta", 0), block.number("lambda1", 0), block.number("lambda2", 0));
    };
  }

  private enum Kind {
    ADAM("Adam", "adam_hparam"),
    ADA_GRAD("AdaGrad", "adagrad_hparam"),
    MOMENTUM_SGD("MomentumSGD", "momentum_sgd_hparam"),
    NESTEROV("Nesterov", "nesterov_hparam"),
    SGD("SGD", "sgd_hparam"),
    FTRL("Ftrl", "ftrl_hparam");

    private final String jsonName;
    private final String block;

    Kind(String jsonName, String block) {
      this.jsonName = jsonName;
      this.block = block;
    }
  }
}
