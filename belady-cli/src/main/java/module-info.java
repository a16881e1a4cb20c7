// SPDX-License-Identifier: Apache-2.0
/// The `belady` command.
@org.jspecify.annotations.NullMarked
module dev.belady.cli {
  requires dev.belady.core;
  requires info.picocli;
  requires jdk.unsupported;
  requires static org.jspecify;
  requires tools.jackson.databind;

  // picocli makes the commands and fills their fields through reflection.
  opens dev.belady.cli to
      info.picocli;
}
