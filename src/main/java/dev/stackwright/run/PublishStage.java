package dev.stackwright.run;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.stackwright.common.Json;
import dev.stackwright.common.Product;
import dev.stackwright.dataset.Dataset.DatasetException;
import dev.stackwright.dataset.Dataset.Example;
import dev.stackwright.ensemble.EnsembleModel;
import dev.stackwright.ensemble.EnsembleRepository;
import dev.stackwright.ensemble.EnsembleVersion;
import dev.stackwright.ensemble.Manifest;
import dev.stackwright.ensemble.TrainedEnsemble;
import dev.stackwright.image.ImageDecoder;
import dev.stackwright.image.ImageSpec;
import dev.stackwright.image.PixelBatch;
import dev.stackwright.network.Network;
import dev.stackwright.network.NetworkWeights;
import dev.stackwright.train.TrainedMember;
import dev.stackwright.train.TrainedStack;
import dev.stackwright.train.TrainingException;
import dev.stackwright.train.TrainingPlan;
import dev.stackwright.train.data.DecodedBatches;
import dev.stackwright.train.data.UsableImages;
import dev.stackwright.train.report.Report;
import dev.stackwright.train.report.ReportBuilder;
import dev.stackwright.train.report.html.ReportPage;
import dev.stackwright.train.report.html.Thumbnails;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Puts the ensemble together from what the other stages left, publishes it and, where asked, promotes it: once a run. */
final class PublishStage {

    /** By how much the clocks of two machines may differ. */
    private static final Duration CLOCKS = Duration.ofDays(1);

    /** Validation photos that the engines are compared with: a few seconds, where all would take minutes. */
    private static final int MOST_COMPARED = 8;

    private PublishStage() {}

    /**
     * @return the version that this run published, now or before
     * @throws Stage.OrderException when there is no stack yet
     */
    static EnsembleVersion run(RunContext work) {
        EnsembleRepository ensembles = work.parts.ensembles();
        EnsembleVersion version = ensembles
                .madeBy(
                        work.request.ensemble(),
                        work.run.value(),
                        work.prepared().at().minus(CLOCKS))
                .map(Manifest::version)
                .orElseGet(() -> publish(work));
        if (work.plan().promote()) {
            work.cancellation.throwIfRequested();
            ensembles.promoteOnce(work.request.ensemble(), version, "run " + work.run, "trained with promote: true");
        }
        return version;
    }

    private static EnsembleVersion publish(RunContext work) {
        TrainedStack stack = work.folder
                .stack()
                .find()
                .orElseThrow(() -> new Stage.OrderException(
                        "run " + work.run + " has no stack yet: run the stage stack first, after every stage member"));
        List<TrainedMember> members = TrainingStages.trained(work);
        TrainingPlan plan = work.plan().training();
        ReportBuilder results = ReportBuilder.of(plan, work.index(), members, stack);
        Report report = results.report();
        EnsembleModel model = stack.ensemble(plan, work.index().labels(), members, weights(work, members));
        work.cancellation.throwIfRequested();
        Map<String, Object> configuration = configuration(work);
        TrainedEnsemble draft = new TrainedEnsemble(
                model,
                agreement -> agreement.<Object>map(report::with).orElse(report),
                page(work, report, configuration, stack.at()),
                () -> someValidationPhotos(work, members.get(0)),
                report.scores(),
                results.calibration(),
                configuration,
                plan.seed(),
                work.run.value());
        return work.parts
                .ensembles()
                .publish(work.request.ensemble(), draft, stack.at(), work.progress)
                .version();
    }

    /** With photos where they are at hand: another machine's publication does not fetch the dataset for it. */
    private static String page(RunContext work, Report report, Map<String, Object> configuration, Instant at) {
        Thumbnails photos = work.opened()
                .map(dataset -> Thumbnails.of(dataset, report, work.parts.imageLimits()))
                .orElse(Thumbnails.NONE);
        return ReportPage.of(
                new ReportPage.About(
                        work.request.ensemble().value(),
                        "",
                        at,
                        work.run.value(),
                        configuration,
                        Map.of("stackwright", Product.version())),
                report,
                photos);
    }

    /** Spread over the validation part; none where the dataset is gone, which is all the same for what was trained. */
    private static PixelBatch someValidationPhotos(RunContext work, TrainedMember member) {
        List<Example> all = UsableImages.of(work.index(), member.findings()).validation();
        int count = Math.min(all.size(), MOST_COMPARED);
        List<Example> some = IntStream.range(0, count)
                .mapToObj(i -> all.get((int) ((long) i * all.size() / count)))
                .toList();
        ImageSpec spec = work.plan().spec();
        try (ImageDecoder decoder = new ImageDecoder(spec, work.parts.imageLimits());
                DecodedBatches batches = new DecodedBatches(work.dataset(), some, decoder, 2, work.cancellation)) {
            return batches.next().orElseGet(() -> new PixelBatch(spec, 0, new byte[0]));
        } catch (DatasetException e) {
            work.progress.note("the published models were not compared with each other: " + e.getMessage());
            return new PixelBatch(spec, 0, new byte[0]);
        }
    }

    /** Those that training left as they were come from where they were read, or are read again. */
    private static List<NetworkWeights> weights(RunContext work, List<TrainedMember> members) {
        List<NetworkWeights> weights = new ArrayList<>();
        for (int i = 0; i < members.size(); i++) {
            TrainedMember member = members.get(i);
            Network network = work.plan().members().get(i);
            NetworkWeights served = work.folder
                    .member(network.name())
                    .changedWeights(network)
                    .orElseGet(() -> work.weights().weights(network));
            if (!member.weights().are(served)) {
                throw new TrainingException(
                        "the weights of " + network.name() + " have changed since the member was trained: expected "
                                + member.weights() + ", found " + served.origin() + " with the digest "
                                + served.digest() + ". Put the same file back, or submit a new run",
                        null);
            }
            weights.add(served);
        }
        return weights;
    }

    /** The request as given and as resolved, for the manifest. */
    private static Map<String, Object> configuration(RunContext work) {
        RunPlan plan = work.plan();
        Map<String, Object> resolved = new LinkedHashMap<>();
        resolved.put("dataset", plan.dataset().text());
        resolved.put("recipe", plan.recipe().text());
        resolved.put("members", plan.members().stream().map(Network::name).toList());
        resolved.put("imageSize", plan.spec().size());
        plan.members().stream()
                .filter(network -> network.sees() != null)
                .forEach(network -> resolved.put("imageSize of " + network.name(), network.sees()));
        resolved.put("seed", plan.seed());
        resolved.put("folds", plan.folds());
        resolved.put("promote", plan.promote());
        resolved.put("weights", work.weights().describe());
        resolved.put("fineTuning", plain(plan.fineTuning()));
        return Map.of("request", plain(work.request), "resolved", resolved);
    }

    private static Map<String, Object> plain(Object value) {
        return Json.mapper().convertValue(value, new TypeReference<Map<String, Object>>() {});
    }
}
