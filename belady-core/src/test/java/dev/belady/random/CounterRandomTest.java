// SPDX-License-Identifier: Apache-2.0
package dev.belady.random;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class CounterRandomTest {

  /// The answers of `philox4x32 10` in the file `kat_vectors` of Random123, its authors' library.
  @Test
  void bitsAreThoseOfPhilox() {
    assertThat(new CounterRandom(0).bits(0, 0)).isEqualTo(0xE169C58D_6627E8D5L);
    assertThat(new CounterRandom(-1).bits(-1, -1)).isEqualTo(0x41C83B0E_408F276DL);
    assertThat(
            new CounterRandom(0x299F31D0_A4093822L)
                .bits(0x03707344_13198A2EL, 0x85A308D3_243F6A88L))
        .isEqualTo(0x94FDCCEB_D16CFE09L);
  }

  @Test
  void numbersStayInTheirRanges() {
    CounterRandom random = new CounterRandom(1);
    for (long i = 0; i < 10_000; i++) {
      assertThat(random.uniform(2, i)).isBetween(0f, Math.nextDown(1f));
      assertThat(random.uniformDouble(2, i)).isBetween(0.0, Math.nextDown(1.0));
      assertThat(random.normal(2, i)).isFinite();
    }
  }

  @Test
  void purposesAndNumbersHaveStreamsOfTheirOwn() {
    assertThat(CounterRandom.stream("shuffle", 0)).isNotEqualTo(CounterRandom.stream("shuffle", 1));
    assertThat(CounterRandom.stream("shuffle", 0)).isNotEqualTo(CounterRandom.stream("dropout", 0));
  }
}
