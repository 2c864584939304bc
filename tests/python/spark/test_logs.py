"""What Spark says while it builds names nobody. (Its scratch files hold rows.)"""

from sample.personal import logs_with, values_of_people

from .whole_erasure import WholeErasure


def test_no_person_stands_in_the_logs(erasure: WholeErasure) -> None:
    place = erasure.cluster.directory
    values = values_of_people(erasure.kept("landed"))
    assert len(values) > 200
    of_executors = list(place.glob("work/app-*"))
    assert of_executors
    for folder in (place / "logs", *of_executors):
        assert any(file.stat().st_size for file in folder.rglob("*"))
        assert list(logs_with(folder, values)) == []
