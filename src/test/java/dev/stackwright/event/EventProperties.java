package dev.stackwright.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.common.Json;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class EventProperties {

    /** Amazon's own rule. */
    @Property
    void sequencersAreOrderedAsTextOnceTheShorterIsPaddedOnTheRight(
            @ForAll("hex") String one, @ForAll("hex") String other) {
        int length = Math.max(one.length(), other.length());
        int expected = padded(one, length).compareTo(padded(other, length));
        assertThat(Integer.signum(new Sequencer(one).compareTo(new Sequencer(other))))
                .isEqualTo(Integer.signum(expected));
        assertThat(new Sequencer(one).equals(new Sequencer(other))).isEqualTo(one.equalsIgnoreCase(other));
    }

    @Property
    void onceStrippedSequencersAreEqualAsTheNumbersThatTheyAre(@ForAll("hex") String one, @ForAll("hex") String other) {
        int expected = new BigInteger(one, 16).compareTo(new BigInteger(other, 16));
        assertThat(new Sequencer(one).stripped().equals(new Sequencer(other).stripped()))
                .isEqualTo(expected == 0);
    }

    @Property
    void namesOfNotesAreOrderedTheOtherWayRound(@ForAll("hex") String one, @ForAll("hex") String other) {
        Sequencer a = new Sequencer(one);
        Sequencer b = new Sequencer(other);
        assertThat(Integer.signum(a.complement().compareTo(b.complement()))).isEqualTo(-Integer.signum(a.compareTo(b)));
        assertThat(a.complement()).hasSize(64);
    }

    @Property
    void twoVersionsHaveOneDigestOnlyIfTheyAreOne(
            @ForAll("parts") List<String> one, @ForAll("parts") List<String> other) {
        assertThat(event(one).digest().equals(event(other).digest())).isEqualTo(one.equals(other));
    }

    @Property
    void whatIsToldOfAVersionBesidesItsNameChangesNeitherDigestNorKey(
            @ForAll("parts") List<String> parts, @ForAll("hex") String sequencer) {
        BucketEvent told = new BucketEvent(
                parts.get(0),
                parts.get(1),
                parts.get(2),
                new Sequencer(sequencer),
                5,
                Instant.parse("2026-11-24T09:00:05Z"));
        assertThat(told.digest()).isEqualTo(event(parts).digest());
        assertThat(told.keyDigest()).isEqualTo(event(parts).keyDigest());
    }

    @Property
    void aMarkIsReadBackAsItWasWritten(@ForAll("parts") List<String> parts, @ForAll("hex") String sequencer) {
        BucketEvent event = new BucketEvent(
                parts.get(0), parts.get(1), parts.get(2), new Sequencer(sequencer), 5, EventFixture.BEGINNING);
        IdempotencyLog.Mark mark = new IdempotencyLog.Mark(
                1,
                IdempotencyLog.Mark.Phase.CLAIMED,
                EventFixture.BEGINNING,
                "me",
                EventFixture.BEGINNING,
                event,
                null,
                null);
        assertThat(Json.read(Json.bytes(mark), IdempotencyLog.Mark.class, "mark"))
                .isEqualTo(mark);
    }

    @Provide
    Arbitrary<String> hex() {
        Arbitrary<String> any = Arbitraries.strings()
                .withChars("0123456789abcdefABCDEF")
                .ofMinLength(1)
                .ofMaxLength(64);
        Arbitrary<String> zeros = Arbitraries.integers().between(0, 8).map("0"::repeat);
        Arbitrary<String> few =
                Arbitraries.strings().withChars("01f").ofMinLength(1).ofMaxLength(4);
        return Arbitraries.oneOf(any, few, Combinators.combine(zeros, few).as(String::concat));
    }

    /** Few characters, among them digits and colons, so that parts run together where they can. */
    @Provide
    Arbitrary<List<String>> parts() {
        Arbitrary<String> bucket =
                Arbitraries.strings().withChars("a1").ofMinLength(1).ofMaxLength(3);
        Arbitrary<String> text =
                Arbitraries.strings().withChars("a1:/\u0000ü").ofMinLength(1).ofMaxLength(4);
        Arbitrary<String> version = text.map(v -> "v" + v);
        return Combinators.combine(bucket, text, version).as(List::of);
    }

    private static BucketEvent event(List<String> parts) {
        return new BucketEvent(parts.get(0), parts.get(1), parts.get(2), null, 0, EventFixture.BEGINNING);
    }

    private static String padded(String hex, int length) {
        return hex.toLowerCase(java.util.Locale.ROOT) + "0".repeat(length - hex.length());
    }
}
