from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "almoner.people"

    def ready(self) -> None:
        """Say who is signed in, and the way to their organisation, to the header of every page."""
        from almoner.design import navigation
        from almoner.people.web import presenters

        navigation.identify_with(presenters.identity_of)
        navigation.contribute(presenters.links_of, order=70)
        navigation.contribute(presenters.public_links_of, place=navigation.Place.PUBLIC, order=90)
