package dev.stackwright.run;

import static dev.stackwright.run.RunPlanner.checked;
import static dev.stackwright.run.RunPlanner.inRange;
import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stackwright.common.Json;
import dev.stackwright.network.FineTuneSettings;
import dev.stackwright.network.FineTuneSettings.Augmentation;
import dev.stackwright.network.FineTuneSettings.BatchNormMode;
import dev.stackwright.network.FineTuneSettings.ClassWeights;
import dev.stackwright.network.FineTuneSettings.Optimizer;
import dev.stackwright.network.Precision;
import dev.stackwright.train.Recipe;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The fields of a train request that say how members are tuned. Pure. */
final class TuningFields {

    private static final int ARTICLE_EPOCHS = 20;
    private static final double ARTICLE_RATE = 1e-4;

    /** Random weights have nothing to lose, and a longer way to go than pre-trained ones. */
    private static final double RANDOM_RATE = 3e-4;

    private TuningFields() {}

    /**
     * What a request asks for, with every default.
     *
     * @param random whether members begin with random weights
     * @throws InvalidRequestException naming the first field at fault, also of what the article has not
     */
    static FineTuneSettings settings(TrainRequest request, Recipe recipe, boolean random) {
        FineTuneSettings base = FineTuneSettings.FINE_TUNING;
        boolean article = recipe == Recipe.ARTICLE;
        double rate = requireNonNullElse(
                request.learningRate(), article ? ARTICLE_RATE : random ? RANDOM_RATE : base.learningRate());
        if (!(rate > 0 && rate < 1)) {
            throw new InvalidRequestException("learningRate", "expected a number above 0 and below 1, found " + rate);
        }
        Integer epochs = article ? Integer.valueOf(ARTICLE_EPOCHS) : base.epochs();
        TrainRequest.FineTuning more = requireNonNullElse(request.fineTuning(), TrainRequest.FineTuning.NONE);
        FineTuneSettings asked = checked(
                "fineTuning",
                () -> new FineTuneSettings(
                        request.epochs() == null
                                ? epochs
                                : Integer.valueOf(inRange("epochs", request.epochs(), 1, 1000)),
                        inRange("batchSize", requireNonNullElse(request.batchSize(), base.batchSize()), 1, 1024),
                        rate,
                        base.warmUp(),
                        new Optimizer(
                                requireNonNullElse(
                                        more.weightDecay(), base.optimizer().weightDecay()),
                                clipNorm(more.clipNorm(), base.optimizer().clipNorm()),
                                requireNonNullElse(
                                        more.layerDecay(), base.optimizer().layerDecay()),
                                requireNonNullElse(
                                        more.average(), base.optimizer().averaged())),
                        requireNonNullElse(more.labelSmoothing(), base.labelSmoothing()),
                        new Augmentation(
                                requireNonNullElse(
                                        more.flip(), base.augmentation().flip()),
                                requireNonNullElse(
                                        more.crop(), base.augmentation().crop()),
                                requireNonNullElse(
                                        more.colour(), base.augmentation().colour()),
                                requireNonNullElse(
                                        more.mixup(), base.augmentation().mixup()),
                                requireNonNullElse(
                                        more.cutmix(), base.augmentation().cutmix())),
                        choice(
                                "fineTuning",
                                "classWeights of ",
                                ClassWeights.values(),
                                ClassWeights::text,
                                more.classWeights(),
                                base.classWeights()),
                        // moving statistics of random weights mean nothing
                        choice(
                                "batchNorm",
                                "",
                                BatchNormMode.values(),
                                BatchNormMode::text,
                                request.batchNorm(),
                                article || random ? BatchNormMode.TRAINING : base.batchNorm()),
                        false,
                        requireNonNullElse(more.learningRates(), base.trialRates()),
                        choice(
                                "fineTuning",
                                "precision of ",
                                Precision.values(),
                                Precision::text,
                                more.precision(),
                                base.precision())));
        return article ? ofTheArticle(asked, request) : asked;
    }

    /**
     * The names of the fields that ask for other settings than the usual ones, for a recipe that tunes no network and has
     * no use for them. The usual ones ask for nothing, as requests are completed by them.
     */
    static List<String> unused(TrainRequest request, FineTuneSettings asked, boolean random) {
        Map<String, Object> given = named(asked);
        Map<String, Object> usual = named(settings(request.withoutTuning(), Recipe.PROBE, random));
        return given.keySet().stream()
                .filter(name -> !Objects.equals(given.get(name), usual.get(name)))
                .toList();
    }

    private static Map<String, Object> named(FineTuneSettings settings) {
        Map<String, Object> named = new LinkedHashMap<>();
        named.put("epochs", settings.epochs());
        named.put("batchSize", settings.batchSize());
        named.put("learningRate", settings.learningRate());
        named.put("batchNorm", settings.batchNorm());
        named.put("fineTuning", fields(settings));
        return named;
    }

    /**
     * The article has no such options.
     *
     * @throws InvalidRequestException where the request asks for other values than the article's; those that other recipes
     *     have unless told are let pass, as earlier versions completed requests by them
     */
    private static FineTuneSettings ofTheArticle(FineTuneSettings asked, TrainRequest request) {
        FineTuneSettings article = asked.article();
        JsonNode given = Json.mapper().valueToTree(fields(asked));
        JsonNode own = Json.mapper().valueToTree(fields(article));
        JsonNode usual = Json.mapper().valueToTree(fields(FineTuneSettings.FINE_TUNING));
        for (Map.Entry<String, JsonNode> option : given.properties()) {
            String name = option.getKey();
            if (!option.getValue().equals(own.get(name)) && !option.getValue().equals(usual.get(name))) {
                throw new InvalidRequestException(
                        "fineTuning",
                        "expected no " + name + " with the recipe article, which trains without, found "
                                + option.getValue());
            }
        }
        if (asked.batchNorm() != article.batchNorm()) {
            throw new InvalidRequestException(
                    "batchNorm", "expected 'training' with the recipe article, found '" + request.batchNorm() + "'");
        }
        return article;
    }

    /** 0 is none: JSON has no infinity, and an absent field is the default. */
    private static double clipNorm(@Nullable Double asked, double otherwise) {
        if (asked == null) {
            return otherwise;
        }
        return asked == 0 ? Double.POSITIVE_INFINITY : asked;
    }

    /** All that {@code settings} say beside the fields of a request that have their own names. */
    static TrainRequest.FineTuning fields(FineTuneSettings settings) {
        double clipNorm = settings.optimizer().clipNorm();
        return new TrainRequest.FineTuning(
                settings.classWeights().text(),
                settings.optimizer().weightDecay(),
                Double.isInfinite(clipNorm) ? 0 : clipNorm,
                settings.optimizer().layerDecay(),
                settings.optimizer().averaged(),
                settings.labelSmoothing(),
                settings.augmentation().flip(),
                settings.augmentation().crop(),
                settings.augmentation().colour(),
                settings.augmentation().mixup(),
                settings.augmentation().cutmix(),
                settings.trialRates(),
                settings.precision().text());
    }

    /** @param what stands before the choices in a refusal */
    private static <T> T choice(
            String field, String what, T[] all, Function<T, String> text, @Nullable String asked, T otherwise) {
        if (asked == null) {
            return otherwise;
        }
        return Stream.of(all)
                .filter(one -> text.apply(one).equals(asked))
                .findFirst()
                .orElseThrow(() -> new InvalidRequestException(
                        field,
                        Stream.of(all)
                                .map(one -> "'" + text.apply(one) + "'")
                                .collect(Collectors.joining(" or ", "expected " + what, ", found '" + asked + "'"))));
    }
}
