package dev.stackwright.train.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.stackwright.common.DocumentSchema;
import dev.stackwright.common.Sha256;
import dev.stackwright.dataset.Dataset.RejectedImage;
import dev.stackwright.ensemble.EnsembleRepository;
import dev.stackwright.ensemble.Manifest;
import dev.stackwright.ensemble.Manifest.ValidationScores;
import dev.stackwright.ensemble.Manifest.ValidationScores.ByLabel;
import dev.stackwright.ensemble.Manifest.ValidationScores.LabelScore;
import dev.stackwright.ensemble.ModelFormat.EngineAgreement;
import dev.stackwright.image.ImageSpec;
import dev.stackwright.prediction.Labels;
import dev.stackwright.train.NearCopy;
import dev.stackwright.train.TrainedMember.PenaltySearch.Tried;
import dev.stackwright.train.TrainedMember.TrainingHistory;
import dev.stackwright.train.TrainedStack;
import dev.stackwright.train.metrics.CalibrationError.ReliabilityBin;
import dev.stackwright.train.metrics.ConfusionMatrix.ClassFigures;
import dev.stackwright.train.metrics.Interval;
import dev.stackwright.train.metrics.LabelIssue;
import dev.stackwright.train.metrics.Metrics;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The document {@code report.json}. Two runs of one seed on the same images and weights write the same bytes, apart from
 * {@code timings} and {@code environment}, which hold all that depends on time, machine and what was kept in the store.
 * Figures have six significant digits.
 *
 * @param recipe as in requests
 * @param departures in what the run departs from what its recipe is named after, for people; empty but for {@code article}
 * @param validation of the ensemble, temperature applied; nothing was chosen by it
 * @param beforeTemperature the same with a temperature of 1
 * @param outOfFold of the stack on training images, by members and a stack that never saw them; absent where the recipe
 *     has none
 * @param againstBestMember on the validation part, with the member that has the least out-of-fold log-loss; absent where
 *     the recipe has none
 * @param againstMembers on the validation part, with every member, p adjusted by Holm; only where the recipe has no
 *     out-of-fold outputs by which to name one
 * @param reliability on the validation part; absent in what older versions wrote
 * @param recognition how well answers that should not be relied on can be told; absent in what older versions wrote
 * @param disagreements validation images that members answer differently, those that the ensemble gets wrong first, at
 *     most 30; none in what older versions wrote
 * @param confusion {@code [given][predicted]} on the validation part
 * @param suspiciousTraining training images whose label is doubted out of fold, at most 20
 * @param suspiciousValidation likewise on the validation part
 * @param curves of members whose network was trained
 * @param timings seconds by stage
 * @param environment what it ran on
 * @param engines how far the published models agree on validation photos; absent where there was no second one to compare
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@SuppressWarnings("ArrayRecordComponent")
public record Report(
        int schema,
        String recipe,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> departures,
        long seed,
        int folds,
        Labels labels,
        ImageSpec imageSpec,
        Data data,
        List<Member> members,
        TrainedStack.Report stack,
        double temperature,
        Score validation,
        Score beforeTemperature,
        @Nullable Score outOfFold,
        @Nullable Comparison againstBestMember,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Comparison> againstMembers,
        @Nullable Reliability reliability,
        @Nullable Recognition recognition,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Disagreement> disagreements,
        int[][] confusion,
        List<ClassFigures> classes,
        List<LabelIssue> suspiciousTraining,
        List<LabelIssue> suspiciousValidation,
        List<TrainingHistory> curves,
        Map<String, Double> timings,
        Map<String, String> environment,
        @Nullable EngineAgreement engines) {

    public static final int SCHEMA = 1;

    /** In place of figures of validation photos, where there were none. */
    public static final String NOTHING_MEASURED =
            "There were no validation photos: nothing was measured on photos that training never saw.";

    private static final DocumentSchema<Report> DOCUMENT = new DocumentSchema<>(Report.class, SCHEMA);

    /**
     * Reads the document leniently.
     *
     * @param what names it in the error
     * @throws dev.stackwright.common.Json.MalformedJsonException when the bytes are no report
     */
    public static Report read(byte[] utf8, String what) {
        return DOCUMENT.read(utf8, what);
    }

    /**
     * Of a published version.
     *
     * @throws dev.stackwright.ensemble.EnsembleSource.EnsembleDamagedException where it is gone or is not what was published
     * @throws dev.stackwright.common.Json.MalformedJsonException where it is no report
     */
    public static Report of(EnsembleRepository ensembles, Manifest manifest) {
        return read(ensembles.report(manifest), "the report of " + manifest.version());
    }

    public Report {
        // absent in documents that were written before it was there
        departures = departures == null ? List.of() : List.copyOf(departures);
        members = List.copyOf(members);
        againstMembers = List.copyOf(Objects.requireNonNullElse(againstMembers, List.of()));
        disagreements = List.copyOf(Objects.requireNonNullElse(disagreements, List.of()));
        classes = List.copyOf(classes);
        suspiciousTraining = List.copyOf(suspiciousTraining);
        suspiciousValidation = List.copyOf(suspiciousValidation);
        curves = List.copyOf(curves);
    }

    /**
     * The ensemble against one member on the validation part.
     *
     * @param onlyEnsemble images that the ensemble alone got right
     * @param onlyMember images that the member alone got right
     * @param pValue McNemar's, two-sided mid-p; the exact one in what older versions wrote
     * @param accuracyGain of the ensemble over the member, with the interval of the difference on the same images; absent
     *     in what older versions wrote
     * @param logLossGain by how much the ensemble's log-loss is lower; absent likewise
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Comparison(
            String member,
            int onlyEnsemble,
            int onlyMember,
            double pValue,
            @Nullable Interval accuracyGain,
            @Nullable Interval logLossGain) {

        Comparison withPValue(double adjusted) {
            return new Comparison(member, onlyEnsemble, onlyMember, adjusted, accuracyGain, logLossGain);
        }
    }

    /** How often what was told with a certain probability was right: with a temperature of 1, and as served. */
    public record Reliability(List<ReliabilityBin> before, List<ReliabilityBin> after) {

        public Reliability {
            before = List.copyOf(before);
            after = List.copyOf(after);
        }
    }

    /**
     * An image that members answer differently.
     *
     * @param given its label in the dataset
     * @param ensemble what the ensemble answers
     * @param members what each answers, in the report's order
     */
    public record Disagreement(String path, String given, String ensemble, List<String> members) {

        public Disagreement {
            members = List.copyOf(members);
        }
    }

    /** The same, with how far the published models agree. */
    public Report with(EngineAgreement agreement) {
        return new Report(
                schema,
                recipe,
                departures,
                seed,
                folds,
                labels,
                imageSpec,
                data,
                members,
                stack,
                temperature,
                validation,
                beforeTemperature,
                outOfFold,
                againstBestMember,
                againstMembers,
                reliability,
                recognition,
                disagreements,
                confusion,
                classes,
                suspiciousTraining,
                suspiciousValidation,
                curves,
                timings,
                environment,
                agreement);
    }

    /** The manifest's summary. */
    public ValidationScores scores() {
        Stream<Comparison> compared = Stream.concat(Stream.ofNullable(againstBestMember), againstMembers.stream());
        return new ValidationScores(
                validation.n(),
                validation.summary(),
                members.stream().map(m -> m.validation.summary(m.network)).toList(),
                compared.flatMap(Report::gain).toList(),
                byLabel());
    }

    private @Nullable ByLabel byLabel() {
        List<LabelScore> seen = classes.stream()
                .filter(c -> c.support() > 0)
                .map(c -> new LabelScore(c.label(), c.support(), c.recall()))
                .toList();
        return seen.isEmpty() ? null : ByLabel.of(seen);
    }

    private static Stream<ValidationScores.Gain> gain(Comparison compared) {
        Interval gain = compared.accuracyGain();
        return gain == null
                ? Stream.empty()
                : Stream.of(new ValidationScores.Gain(
                        compared.member(), gain.value(), gain.low(), gain.high(), compared.pValue()));
    }

    /**
     * One member.
     *
     * @param weights digest of the network's weights as served
     * @param head {@code probe}, {@code fine-tuned} or {@code article}
     * @param temperature that its logits were divided by, fitted out of fold; absent where none was
     * @param c the probe's inverse strength of L2; absent where there was no probe
     * @param penalties every strength that was tried, with its out-of-fold log-loss
     * @param outOfFold on training images; absent where the recipe has none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Member(
            String network,
            String origin,
            Sha256 weights,
            String head,
            @Nullable Double temperature,
            @Nullable Double c,
            List<Tried> penalties,
            @Nullable Score outOfFold,
            Score validation) {

        public Member {
            penalties = penalties.stream()
                    .map(t -> new Tried(t.c(), Metrics.rounded(t.logLoss())))
                    .toList();
        }
    }

    /**
     * What was trained on.
     *
     * @param digest names the content
     * @param training usable images by label
     * @param validation usable images by label
     * @param validationWasSplitOff the dataset had no validation part
     * @param setAside images left out, found on indexing or on decoding; of each kind of reason as many as a person can
     *     look through
     * @param nearCopies images that are nearly copies of others, the first thousand; none in what older versions wrote
     * @param remarks for people: what was left out, with its number, and what makes figures doubtful
     */
    public record Data(
            Sha256 digest,
            int trainingImages,
            int validationImages,
            Map<String, Integer> training,
            Map<String, Integer> validation,
            boolean validationWasSplitOff,
            List<RejectedImage> setAside,

            @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable
            List<NearCopy> nearCopies,

            @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable
            List<String> remarks) {

        public Data {
            setAside = List.copyOf(setAside);
            nearCopies = nearCopies == null ? List.of() : List.copyOf(nearCopies);
            // absent in documents that were written before it was there
            remarks = remarks == null ? List.of() : List.copyOf(remarks);
        }
    }
}
