package dev.stackwright.train;

import dev.stackwright.dataset.Dataset;
import dev.stackwright.dataset.Example;
import dev.stackwright.ensemble.Figures;
import dev.stackwright.ensemble.Model;
import dev.stackwright.prediction.Logits;
import dev.stackwright.prediction.Probabilities;
import dev.stackwright.prediction.Temperature;
import dev.stackwright.train.metric.Confusion;
import dev.stackwright.train.metric.McNemar;
import dev.stackwright.train.metric.Suspicious;
import dev.stackwright.train.report.DataSummary;
import dev.stackwright.train.report.Figure;
import dev.stackwright.train.report.MemberReport;
import dev.stackwright.train.report.Score;
import dev.stackwright.train.stack.MemberOutputs;
import dev.stackwright.train.stack.StackEvaluator;
import java.util.List;
import java.util.Map;

/** The one place where the validation part is read: after everything was chosen, for the report. Pure. */
final class Scoring {

    private static final int MOST_SUSPICIOUS = 20;

    private final TrainingPlan plan;
    private final Dataset dataset;
    private final Outcome outcome;
    private final int[] labels;
    private final Logits validation;

    Scoring(TrainingPlan plan, Dataset dataset, Outcome outcome) {
        this.plan = plan;
        this.dataset = dataset;
        this.outcome = outcome;
        this.labels = outcome.images().validationLabels();
        this.validation = StackEvaluator.evaluate(
                outcome.stack(),
                new MemberOutputs(
                        outcome.members().stream()
                                .map(TrainedMember::validation)
                                .toList(),
                        outcome.members().stream()
                                .map(TrainedMember::validationFeatures)
                                .toList()));
    }

    Trained trained(Map<String, Double> timings, Map<String, String> environment) {
        Model model = new Model(
                dataset.labels(),
                plan.spec(),
                outcome.members().stream().map(TrainedMember::member).toList(),
                outcome.stack(),
                outcome.temperature());
        Report report = report(timings, environment);
        Figures figures = new Figures(
                labels.length,
                report.validation().summary(),
                report.members().stream()
                        .map(m -> m.validation().summary(m.network()))
                        .toList());
        return new Trained(model, report, figures);
    }

    private Report report(Map<String, Double> timings, Map<String, String> environment) {
        Probabilities ensemble = validation.softmax(outcome.temperature());
        Confusion confusion = Confusion.of(ensemble, labels);
        return new Report(
                Report.SCHEMA,
                plan.recipe().text(),
                plan.seed(),
                plan.folds(),
                dataset.labels(),
                plan.spec(),
                DataSummary.of(dataset, outcome.images()),
                outcome.members().stream().map(this::member).toList(),
                outcome.stackReport(),
                Figure.of(outcome.temperature().value()),
                Score.of(validation, outcome.temperature(), labels),
                Score.of(validation, Temperature.NEUTRAL, labels),
                outcome.outOfFold()
                        .map(logits -> Score.of(
                                logits, outcome.temperature(), outcome.images().trainingLabels()))
                        .orElse(null),
                againstBestMember(ensemble),
                confusion.counts(),
                confusion.classes(dataset.labels()).stream()
                        .map(Scoring::rounded)
                        .toList(),
                outcome.outOfFold()
                        .map(logits -> suspicious(outcome.images().training(), logits))
                        .orElse(List.of()),
                suspicious(outcome.images().validation(), validation),
                outcome.curves(),
                timings,
                environment);
    }

    private MemberReport member(TrainedMember trained) {
        return new MemberReport(
                trained.member().network().name(),
                trained.member().weights().origin(),
                trained.member().weights().digest(),
                trained.head(),
                trained.probe().map(p -> p.c()).orElse(null),
                trained.probe().map(p -> p.path()).orElse(List.of()),
                trained.outOfFold()
                        .map(logits -> Score.of(
                                logits, Temperature.NEUTRAL, outcome.images().trainingLabels()))
                        .orElse(null),
                Score.of(trained.validation(), Temperature.NEUTRAL, labels));
    }

    private Report.Comparison againstBestMember(Probabilities ensemble) {
        TrainedMember best = outcome.members().get(0);
        for (TrainedMember member : outcome.members()) {
            if (count(right(member.validation())) > count(right(best.validation()))) {
                best = member;
            }
        }
        McNemar test = McNemar.of(right(ensemble), right(best.validation()));
        return new Report.Comparison(
                best.member().network().name(), test.onlyFirst(), test.onlySecond(), Figure.of(test.pValue()));
    }

    private boolean[] right(Logits logits) {
        return right(logits.softmax(Temperature.NEUTRAL));
    }

    private boolean[] right(Probabilities probabilities) {
        boolean[] right = new boolean[labels.length];
        for (int i = 0; i < right.length; i++) {
            right[i] = probabilities.best(i) == labels[i];
        }
        return right;
    }

    private static int count(boolean[] right) {
        int count = 0;
        for (boolean r : right) {
            count += r ? 1 : 0;
        }
        return count;
    }

    private List<Suspicious> suspicious(List<Example> examples, Logits logits) {
        return Suspicious.of(
                        examples.stream().map(Example::path).toList(),
                        logits.softmax(outcome.temperature()),
                        examples.stream().mapToInt(Example::label).toArray(),
                        dataset.labels(),
                        MOST_SUSPICIOUS)
                .stream()
                .map(s -> new Suspicious(s.path(), s.given(), s.predicted(), Figure.of(s.probability())))
                .toList();
    }

    private static Confusion.ClassFigures rounded(Confusion.ClassFigures c) {
        return new Confusion.ClassFigures(
                c.label(), c.support(), Figure.of(c.precision()), Figure.of(c.recall()), Figure.of(c.f1()));
    }
}
