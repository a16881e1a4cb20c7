// SPDX-License-Identifier: Apache-2.0
/// The `belady` command: options, progress and exit codes. The only code that prints and exits.
@NullMarked
package dev.belady.cli;

import org.jspecify.annotations.NullMarked;
